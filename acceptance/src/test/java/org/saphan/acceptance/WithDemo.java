package org.saphan.acceptance;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives a test the one demo that all tests share. It starts when the first one asks, and ends after
/// the last one.
final class WithDemo implements ParameterResolver {

    private static final Namespace HERE = Namespace.create(WithDemo.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == RunningDemo.class;
    }

    @Override
    public RunningDemo resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(HERE)
                .computeIfAbsent(RunningDemo.class, _ -> RunningDemo.start(), RunningDemo.class);
    }
}
