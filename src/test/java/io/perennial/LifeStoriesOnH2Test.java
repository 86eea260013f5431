package io.perennial;

@TestDatabases.OnH2
class LifeStoriesOnH2Test extends CustomerLifecycleScenario {}
