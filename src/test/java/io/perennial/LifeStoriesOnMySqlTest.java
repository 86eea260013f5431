package io.perennial;

@TestDatabases.OnMySql
class LifeStoriesOnMySqlTest extends CustomerLifecycleScenario {}
