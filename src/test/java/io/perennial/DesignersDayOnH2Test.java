package io.perennial;

@TestDatabases.OnH2
class DesignersDayOnH2Test extends DesignersDayScenario {}
