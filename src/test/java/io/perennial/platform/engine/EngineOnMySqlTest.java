package io.perennial.platform.engine;

import io.perennial.TestDatabases;

@TestDatabases.OnMySql
class EngineOnMySqlTest extends EngineScenario {

    @Override
    String indexTable() {
        return "statistics";
    }

    @Override
    String schema() {
        return "database()";
    }
}
