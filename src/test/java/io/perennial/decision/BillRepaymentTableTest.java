package io.perennial.decision;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BillRepaymentTableTest extends TableUnderTest {

    BillRepaymentTableTest() {
        super("bill-repayment");
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource(delimiter = '|', textBlock = """
            inFull=true paidShare=0 paidAmount=0.00      | Nothing: false
            inFull=true paidAmount=0.01                  | InFull: true
            inFull=false paidShare=0.1 paidAmount=100    | Share: true
            paidShare=0.0999999999 paidAmount=99.99      | TooLittle: false
            inFull=false paidAmount=500                  | Part: false
            paidAmount=1.00                              | Unsaid: true
            paidAmount=0.99                              | Otherwise: false
            """)
    void aBillIsRepaidInFullOrToTheShareOfTheTable(String facts, String answer) {
        assertThat(decide(facts)).isEqualTo(answer);
    }
}
