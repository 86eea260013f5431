package io.perennial;

@TestDatabases.OnMySql
class RunningProcessesOnMySqlTest extends RunningProcessesScenario {}
