package io.perennial;

@TestDatabases.OnMySql
class DoorOnMySqlTest extends DoorScenario {}
