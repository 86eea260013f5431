package io.perennial;

@TestDatabases.OnMySql
class JourneyRulesOnMySqlTest extends JourneyRulesScenario {}
