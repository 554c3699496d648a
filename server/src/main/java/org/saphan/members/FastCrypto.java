package org.saphan.members;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.Provider;
import java.util.Optional;

/// Where seals are made and checked: Amazon Corretto Crypto Provider where its native part loads, the
/// JDK elsewhere. It is asked for by name and never installed, since installed it slows TLS.
final class FastCrypto {

    private static final Optional<Provider> PROVIDER =
            AmazonCorrettoCryptoProvider.INSTANCE.getLoadingError() == null
                    ? Optional.of(AmazonCorrettoCryptoProvider.INSTANCE)
                    : Optional.empty();

    private FastCrypto() {}

    static Optional<Provider> provider() {
        return PROVIDER;
    }
}
