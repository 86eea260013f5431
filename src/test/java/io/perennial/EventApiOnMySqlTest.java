package io.perennial;

@TestDatabases.OnMySql
class EventApiOnMySqlTest extends EventApiScenario {}
