package io.perennial;

@TestDatabases.OnMySql
class RunningWorldOnMySqlTest extends RunningWorldScenario {}
