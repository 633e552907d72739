"""Pictures: found beside their articles or on the network, decoded, and made small enough."""
