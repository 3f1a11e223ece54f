package io.shoptraining.access;

/**
 * Who makes a request.
 *
 * @param id of the token; {@link #LOCAL} for a command that works in the data directory itself
 * @param name what people call it
 */
public record Principal(String id, String name, Role role) {
    /** Whoever can open the data directory may do everything in it. */
    public static final Principal LOCAL = new Principal("local", "local", Role.ADMIN);

    /** Whether he may stop what an owner has begun: operators their own work, admins everybody's. */
    public boolean mayStop(String owner) {
        return role == Role.ADMIN || role == Role.OPERATOR && owner.equals(id);
    }
}
