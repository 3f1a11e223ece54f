package io.shoptraining.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs a test once for every seed 0, 1, 2, …; the test takes a {@code Random} or a {@code long}. The seed stands in the
 * test's name; {@code -Dtest.seed=17} runs that one alone.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(RandomSeedsExtension.class)
public @interface RandomSeeds {
    /** How many seeds. */
    int count() default 50;
}
