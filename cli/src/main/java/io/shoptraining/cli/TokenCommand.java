package io.shoptraining.cli;

import io.shoptraining.client.Ask;
import io.shoptraining.client.Fields;
import io.shoptraining.client.ShopClient;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Who may use a server. */
@Command(
        name = "token",
        description = "Make, list or revoke the tokens of a server's users.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class TokenCommand {
    @ParentCommand
    private Main main = new Main();

    @Command(name = "create", description = "Make a token; it is shown this once.", mixinStandardHelpOptions = true)
    int create(
            @Parameters(paramLabel = "NAME", description = "Whose it is, or what for.") String name,
            @Option(
                            names = "--role",
                            paramLabel = "ROLE",
                            defaultValue = "operator",
                            description = "viewer (looks), operator (trains and forecasts; default) or admin.")
                    String role) {
        Options options = main.options();
        Terminal terminal = options.terminal();
        try (ShopClient client = Workplace.change(options, "token create", terminal)) {
            Fields made = client.call(Ask.post("tokens").body(Map.of("name", name, "role", role)))
                    .object();
            terminal.result(options.json() ? made.json() : made.text("secret"));
            terminal.note("Shown this once. It is kept as a hash; '"
                    + options.command("token revoke " + made.text("id")) + "' ends it.");
            return ExitCode.OK;
        }
    }

    @Command(name = "list", description = "All tokens, without their secrets.", mixinStandardHelpOptions = true)
    int list() {
        Options options = main.options();
        Terminal terminal = options.terminal();
        try (ShopClient client = Workplace.look(options, terminal)) {
            List<Fields> tokens = client.call(Ask.get("tokens")).object().list("items");
            if (options.json()) {
                tokens.forEach(token -> terminal.result(token.json()));
                return ExitCode.OK;
            }
            Table table = new Table("token", "name", "role", "created", "revoked");
            for (Fields token : tokens) {
                table.row(
                        token.text("id"),
                        token.text("name"),
                        token.text("role"),
                        Times.minute(token.text("created_at")),
                        Times.minute(token.text("revoked_at")));
            }
            if (table.isEmpty()) {
                terminal.note("No tokens yet. Make one: " + options.command("token create NAME"));
            } else {
                table.lines().forEach(terminal::result);
            }
            return ExitCode.OK;
        }
    }

    @Command(name = "revoke", description = "End a token at once.", mixinStandardHelpOptions = true)
    int revoke(@Parameters(paramLabel = "ID", description = "The token's id, from 'token list'.") String id) {
        Options options = main.options();
        Terminal terminal = options.terminal();
        try (ShopClient client = Workplace.change(options, "token revoke", terminal)) {
            Fields token = client.call(Ask.delete("tokens", id)).object();
            terminal.result(options.json() ? token.json() : "revoked: " + id);
            return ExitCode.OK;
        }
    }
}
