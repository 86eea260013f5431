package io.perennial;

@TestDatabases.OnMySql
class StrategyOnMySqlTest extends StrategyScenario {}
