package io.shoptraining.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule holds for the program, and every rule is broken by a class planted to break it. */
class ArchitectureTest {
    private static JavaClasses program;

    @BeforeAll
    static void readTheProgram() {
        program = Program.classes();
    }

    static Stream<Arguments> rules() {
        return Stream.of(
                rule(
                        "only tensor touches the engine",
                        Rules.ONLY_TENSOR_TOUCHES_THE_ENGINE,
                        PlantedFaults.Engine.class),
                rule(
                        "only trees touches the libraries of boosting",
                        Rules.ONLY_TREES_TOUCHES_BOOSTING,
                        PlantedFaults.Boosting.class),
                rule("only json touches the mapper", Rules.ONLY_JSON_TOUCHES_THE_MAPPER, PlantedFaults.Mapper.class),
                rule("only owners of tables speak SQL", Rules.ONLY_OWNERS_OF_TABLES_SPEAK_SQL, PlantedFaults.Sql.class),
                rule(
                        "the server never sees learn",
                        Rules.THE_SERVER_NEVER_SEES_LEARN,
                        io.shoptraining.api.PlantedServer.class),
                rule(
                        "learn never sees the server",
                        Rules.LEARN_NEVER_SEES_THE_SERVER,
                        io.shoptraining.features.PlantedLearn.class),
                rule(
                        "core and sales see neither",
                        Rules.CORE_AND_SALES_SEE_NEITHER,
                        io.shoptraining.errors.PlantedCore.class),
                rule(
                        "nothing fetches from the network",
                        Rules.NOTHING_FETCHES_FROM_THE_NETWORK,
                        PlantedFaults.Network.class),
                rule(
                        "nothing reads serialized objects",
                        Rules.NOTHING_READS_SERIALIZED_OBJECTS,
                        PlantedFaults.Serialized.class),
                rule(
                        "no package is in a cycle",
                        Rules.NO_PACKAGE_IS_IN_A_CYCLE,
                        io.shoptraining.api.PlantedServer.class,
                        io.shoptraining.features.PlantedLearn.class));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void holdsForTheProgram(ArchRule rule, Class<?>[] planted) {
        rule.check(program);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void isBrokenByAPlantedFault(ArchRule rule, Class<?>[] planted) {
        JavaClasses faults = new ClassFileImporter().importClasses(planted);
        assertThat(rule.evaluate(faults).hasViolation()).isTrue();
    }

    private static Arguments rule(String name, ArchRule rule, Class<?>... planted) {
        return Arguments.of(Named.of(name, rule), planted);
    }
}
