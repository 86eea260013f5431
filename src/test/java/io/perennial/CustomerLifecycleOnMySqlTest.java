package io.perennial;

@TestDatabases.OnMySql
class CustomerLifecycleOnMySqlTest extends CustomerLifecycleScenario {}
