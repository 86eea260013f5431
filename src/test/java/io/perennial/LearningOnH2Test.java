package io.perennial;

@TestDatabases.OnH2
class LearningOnH2Test extends LearningScenario {}
