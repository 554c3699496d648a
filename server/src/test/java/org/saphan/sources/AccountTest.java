package org.saphan.sources;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What MariaDB and MySQL say of an account's rights.
class AccountTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GRANT USAGE ON *.* TO `r`@`%` IDENTIFIED BY PASSWORD '*2470'",
                "GRANT SELECT ON `motor`.* TO `r`@`%`",
                "GRANT SELECT, SHOW VIEW ON `motor`.`a ON b` TO `r`@`%`",
                "GRANT SELECT (`a`, `UPDATE`) ON `motor`.`policy` TO `r`@`%`"
            })
    void reading_is_let_through(String grant) {
        assertThat(Account.readsOnly(grant)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GRANT ALL PRIVILEGES ON *.* TO `r`@`%`",
                "GRANT SELECT, INSERT ON `motor`.* TO `r`@`%`",
                "GRANT SELECT (`a`), UPDATE (`b`) ON `motor`.`policy` TO `r`@`%`",
                "GRANT SELECT ON `motor`.* TO `r`@`%` WITH GRANT OPTION",
                "GRANT FILE ON *.* TO `r`@`%`",
                "GRANT EXECUTE ON PROCEDURE `motor`.`p` TO `r`@`%`",
                "GRANT `writers` TO `r`@`%`",
                "GRANT PROXY ON ''@'%' TO 'root'@'localhost'",
                ""
            })
    void anything_else_is_not(String grant) {
        assertThat(Account.readsOnly(grant)).isFalse();
    }
}
