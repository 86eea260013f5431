package io.perennial;

@TestDatabases.OnH2
class RushOnH2Test extends RushScenario {}
