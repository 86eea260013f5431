package io.perennial;

@TestDatabases.OnMySql
class DesignersDayOnMySqlTest extends DesignersDayScenario {}
