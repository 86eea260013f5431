package io.perennial;

@TestDatabases.OnMySql
class DatasetReplayOnMySqlTest extends DatasetReplayScenario {}
