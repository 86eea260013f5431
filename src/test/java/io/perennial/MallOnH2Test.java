package io.perennial;

@TestDatabases.OnH2
class MallOnH2Test extends MallScenario {}
