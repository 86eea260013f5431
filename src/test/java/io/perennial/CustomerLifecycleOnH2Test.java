package io.perennial;

@TestDatabases.OnH2
class CustomerLifecycleOnH2Test extends CustomerLifecycleScenario {}
