package io.shoptraining.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.lang.ArchRule;
import io.shoptraining.client.HttpShop;
import java.util.Arrays;

/** The arrows between packages, and who alone may touch what. */
final class Rules {
    private static final String[] LEARN =
            packages("features", "tensor", "trees", "fit", "zoo", "forecast", "pipeline", "worker");
    private static final String[] SERVER = packages(
            "database",
            "events",
            "index",
            "workerpool",
            "taskmanager",
            "inference",
            "access",
            "streams",
            "api",
            "server");

    static final ArchRule ONLY_TENSOR_TOUCHES_THE_ENGINE = noClasses()
            .that()
            .resideOutsideOfPackage("io.shoptraining.tensor")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.bytedeco..");

    static final ArchRule ONLY_TREES_TOUCHES_BOOSTING = noClasses()
            .that()
            .resideOutsideOfPackage("io.shoptraining.trees")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.github.metarank..", "com.microsoft.ml..", "ml.dmlc..");

    static final ArchRule ONLY_JSON_TOUCHES_THE_MAPPER = noClasses()
            .that()
            .resideOutsideOfPackage("io.shoptraining.json")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.fasterxml.jackson.databind..", "com.fasterxml.jackson.core..");

    /** {@code sales} speaks SQL to DuckDB; the others to the server's own database. */
    static final ArchRule ONLY_OWNERS_OF_TABLES_SPEAK_SQL = noClasses()
            .that()
            .resideOutsideOfPackages(
                    packages("sales", "database", "access", "index", "inference", "taskmanager", "events"))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "org.jdbi..", "org.duckdb..", "org.sqlite..");

    static final ArchRule THE_SERVER_NEVER_SEES_LEARN = noClasses()
            .that()
            .resideInAnyPackage(SERVER)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(LEARN);

    static final ArchRule LEARN_NEVER_SEES_THE_SERVER = noClasses()
            .that()
            .resideInAnyPackage(LEARN)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(SERVER);

    static final ArchRule CORE_AND_SALES_SEE_NEITHER = noClasses()
            .that()
            .resideInAnyPackage(packages("errors", "json", "registry", "task", "protocol", "sales"))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(concat(LEARN, SERVER));

    /** The server listens; the client's one class asks the server that it was given. Nobody else, and nothing else. */
    static final ArchRule NOTHING_FETCHES_FROM_THE_NETWORK = noClasses()
            .that()
            .resideOutsideOfPackages(packages("api", "streams"))
            .and()
            .doNotBelongToAnyOf(HttpShop.class)
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.net.URL")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.net.Socket")
            .orShould()
            .dependOnClassesThat()
            .resideInAPackage("java.net.http..");

    static final ArchRule NOTHING_READS_SERIALIZED_OBJECTS =
            noClasses().should().dependOnClassesThat().haveFullyQualifiedName("java.io.ObjectInputStream");

    static final ArchRule NO_PACKAGE_IS_IN_A_CYCLE =
            slices().matching("io.shoptraining.(*)..").should().beFreeOfCycles();

    private Rules() {}

    private static String[] packages(String... names) {
        String[] full = new String[names.length];
        for (int i = 0; i < names.length; i++) {
            full[i] = "io.shoptraining." + names[i] + "..";
        }
        return full;
    }

    private static String[] concat(String[] a, String[] b) {
        String[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }
}
