import type { External } from "../../../python/value";
import type { ModelObject } from "./model";

/** A model's config: a thing that only `from_config` takes. */
export class ConfigValue implements External {
  readonly kind = "external";
  readonly what = "a model's config";

  constructor(readonly model: ModelObject) {}
}
