package io.perennial;

@TestDatabases.OnMySql
class MallOnMySqlTest extends MallScenario {}
