package io.perennial;

@TestDatabases.OnMySql
class RushOnMySqlTest extends RushScenario {}
