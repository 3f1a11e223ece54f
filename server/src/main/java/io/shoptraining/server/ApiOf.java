package io.shoptraining.server;

import io.shoptraining.api.Api;
import io.shoptraining.api.Meters;
import io.shoptraining.api.Route;
import io.shoptraining.api.SystemApi;
import io.shoptraining.api.TaskApi;
import io.shoptraining.api.TokenApi;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Which resources there are. */
final class ApiOf {
    private ApiOf() {}

    static Api server(Server server, Meters meters) {
        List<Route> resources = new ArrayList<>();
        resources.addAll(new TaskApi(server.tasks()).routes());
        resources.addAll(new TokenApi(server.access()).routes());
        return new Api(resources, new SystemApi(meters, Map::of).routes());
    }
}
