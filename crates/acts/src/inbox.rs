//! The inbox: what waits for a person, made by the same ruling as the act panel.
