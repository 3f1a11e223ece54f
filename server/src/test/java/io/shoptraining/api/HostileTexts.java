package io.shoptraining.api;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Texts that were used to break out of a folder, to fetch an address, or to end a statement of SQL. */
final class HostileTexts {
    private static final List<String> DOTS = List.of(
            "../",
            "..\\",
            "..//",
            "..\\\\",
            "..;/",
            "..%2f",
            "..%5c",
            "%2e%2e/",
            "%2e%2e%2f",
            "%2e%2e%5c",
            ".%2e/",
            "%252e%252e%252f",
            "%252e%252e/",
            "..%252f",
            "..%255c",
            "%25252e%25252e%25252f",
            "..%c0%af",
            "%c0%ae%c0%ae/",
            "%c0%ae%c0%ae%c0%af",
            "..%c1%9c",
            "%e0%80%ae%e0%80%ae/",
            "%u002e%u002e%u2215",
            "..%u2216",
            "....//",
            "....\\\\",
            "...//",
            "..././",
            "..\\./",
            ".../",
            "\u2025/",
            "\u2024\u2024/",
            "..\u2215",
            "..\u2044",
            "..\uff0f",
            "\uff0e\uff0e/",
            "\uff0e\uff0e\uff0f",
            "../\u0000",
            "..%00/",
            "/../",
            "\\..\\",
            "/./../",
            "/%2e/%2e%2e/",
            "/..;x=y/");

    private HostileTexts() {}

    /** @param canary a file that must stay unread, {@code port} one of this machine that must stay silent */
    static List<String> paths(Path data, Path canary, int port) {
        List<String> targets = List.of(
                "etc/passwd",
                data.relativize(canary).toString().replace("../", ""),
                "canary/secret.txt",
                "saved_models/versions.json",
                "shoptraining.db",
                ".local-token");
        Set<String> all = new LinkedHashSet<>();
        for (String dots : DOTS) {
            for (int depth : new int[] {1, 2, 3, 5, 8}) {
                for (String target : targets) {
                    all.add(dots.repeat(depth) + target);
                }
            }
        }
        for (String prefix :
                List.of("", "P001/", "product_P001_all_toy_v1/", "a\u0000", "./", "x/../", "~/", "~root/")) {
            all.add(prefix + canary);
            all.add(prefix + "..");
            all.add(prefix + ".");
            all.add(prefix + "\\\\127.0.0.1\\share\\secret.txt");
            all.add(prefix + "C:\\Windows\\win.ini");
            all.add(prefix + "/proc/self/environ");
            all.add(prefix + "/dev/zero");
            all.add(prefix + "CON");
        }
        String here = "127.0.0.1:" + port + "/x";
        for (String scheme : List.of(
                "http://",
                "https://",
                "ftp://",
                "gopher://",
                "ldap://",
                "rmi://",
                "jar:http://",
                "netdoc://",
                "//",
                "file://",
                "s3://",
                "hdfs://",
                "jdbc:h2:tcp://",
                "jdbc:sqlite::resource:http://",
                "dict://",
                "\\\\")) {
            all.add(scheme + here);
            all.add("${jndi:" + scheme + here + "}");
            all.add("url:" + scheme + here);
        }
        all.addAll(List.of(
                "file:" + canary, "file://localhost" + canary, "file:///" + canary, "jar:file:" + canary + "!/x"));
        return new ArrayList<>(all);
    }

    static List<String> sql() {
        return List.of(
                "'",
                "''",
                "\"",
                "`",
                "\\",
                "\\'",
                "';",
                "' --",
                "'--",
                "' #",
                "'/*",
                "*/",
                "' OR '1'='1",
                "' OR 1=1 --",
                "\" OR \"\"=\"",
                "') OR ('1'='1",
                "' OR 'x' LIKE 'x",
                "' UNION SELECT sha256 FROM tokens --",
                "' UNION ALL SELECT null,null,null --",
                "'; DROP TABLE tasks; --",
                "'; DELETE FROM models; --",
                "1; ATTACH DATABASE '/tmp/x' AS x",
                "' AND 1=CAST((SELECT sqlite_version()) AS INT) --",
                "' || (SELECT sha256 FROM tokens) || '",
                "'+(select 1)+'",
                "%27%20OR%201=1",
                "%",
                "_",
                "%%",
                "[a-z]%",
                "*",
                "?",
                ":status",
                "$1",
                "@p1",
                "{0}",
                "1e309",
                "0x27",
                "CHAR(39)",
                "\u02bc OR 1=1",
                "\u2019 OR 1=1",
                "admin'/*",
                "' HAVING 1=1 --",
                "' GROUP BY 1 --",
                "' ORDER BY 9999 --",
                "null",
                "NULL",
                "<status>",
                "(<seqs>)");
    }
}
