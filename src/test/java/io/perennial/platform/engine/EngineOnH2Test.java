package io.perennial.platform.engine;

import io.perennial.TestDatabases;

@TestDatabases.OnH2
class EngineOnH2Test extends EngineScenario {

    @Override
    String indexTable() {
        return "indexes";
    }

    @Override
    String schema() {
        return "'PUBLIC'";
    }
}
