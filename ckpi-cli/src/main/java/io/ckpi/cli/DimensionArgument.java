package io.ckpi.cli;

import io.ckpi.sdk.definition.Dimension;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the name of a dimension. */
final class DimensionArgument implements ITypeConverter<Dimension> {

    @Override
    public Dimension convert(String text) {
        try {
            return Dimension.of(text);
        } catch (IllegalArgumentException unknown) {
            throw new TypeConversionException(unknown.getMessage());
        }
    }
}
