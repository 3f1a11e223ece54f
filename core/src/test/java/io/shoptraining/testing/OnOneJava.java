package io.shoptraining.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * A test that takes long and shows what no other Java changes: {@code .ci/run} runs it on one Java and leaves it out on
 * the others. Something that remains there takes the same way.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Tag("on-one-java")
public @interface OnOneJava {}
