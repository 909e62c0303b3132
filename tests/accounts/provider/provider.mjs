// A certified OpenID provider that no one here wrote, with one client that gets tokens for services.
// Usage: node provider.mjs PORT, or 0 for a free one, and on the standard input {"client", "secret", "keys": [JWK]}.
// Prints "listening PORT" when it answers. It signs with the first key.
import { createServer } from "node:http";
import { json } from "node:stream/consumers";
import Provider from "oidc-provider";

const { client, secret, keys } = await json(process.stdin);
const [{ alg }] = keys;

const server = createServer();
server.listen(Number(process.argv[2]), "127.0.0.1", () => {
  const { port } = server.address();
  const provider = new Provider(`http://127.0.0.1:${port}`, {
    jwks: { keys },
    clients: [
      {
        client_id: client,
        client_secret: secret,
        grant_types: ["client_credentials"],
        id_token_signed_response_alg: alg,
        redirect_uris: [],
        response_types: [],
      },
    ],
    ttl: { ClientCredentials: 300 },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_context, resource) => ({
          audience: resource,
          scope: "",
          accessTokenFormat: "jwt",
          jwt: { sign: { alg } },
        }),
      },
    },
  });
  server.on("request", provider.callback());
  console.log(`listening ${port}`);
});
