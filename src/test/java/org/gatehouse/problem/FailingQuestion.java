package org.gatehouse.problem;

import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** Fails in the same ways behind a door that speaks OAuth. */
@Path("/forward-auth/failing")
@Produces(MediaType.APPLICATION_JSON)
public final class FailingQuestion extends FailingResource {}
