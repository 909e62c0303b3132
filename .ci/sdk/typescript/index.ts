/** The client of Inovasi Medan: every operation of the API description, with its types. */
import createClient, { type Client } from "openapi-fetch";

import type { components, paths } from "./schema.js";

export type Inovasi = Client<paths>;
/** A schema by its name: `Schema<"InnovationItem">`. */
export type Schema<Name extends keyof components["schemas"]> = components["schemas"][Name];

/** Return a client of the service at an address, which signs in with a key or token where one is given. */
export function connect(address: string, key?: string): Inovasi {
  return createClient<paths>({
    baseUrl: address.replace(/\/$/, ""),
    ...(key === undefined ? {} : { headers: { Authorization: `Bearer ${key}` } }),
  });
}
