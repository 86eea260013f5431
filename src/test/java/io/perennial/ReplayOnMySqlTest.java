package io.perennial;

@TestDatabases.OnMySql
class ReplayOnMySqlTest extends DatasetReplayScenario {}
