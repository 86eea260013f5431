package io.perennial;

@TestDatabases.OnMySql
class ProfileOnMySqlTest extends ProfileScenario {}
