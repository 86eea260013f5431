package io.perennial;

@TestDatabases.OnMySql
class LiveEditingOnMySqlTest extends LiveEditingScenario {}
