package io.perennial;

@TestDatabases.OnH2
class LiveEditingOnH2Test extends LiveEditingScenario {}
