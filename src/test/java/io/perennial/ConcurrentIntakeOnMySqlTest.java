package io.perennial;

@TestDatabases.OnMySql
class ConcurrentIntakeOnMySqlTest extends ConcurrentIntakeScenario {}
