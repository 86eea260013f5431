package io.perennial;

@TestDatabases.OnMySql
class LearningOnMySqlTest extends LearningScenario {}
