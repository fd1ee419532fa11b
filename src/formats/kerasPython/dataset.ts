/** Data sets that come in batches: `image_dataset_from_directory` and what is made of them. */
import type { DataReference } from "../../model/training";
import { builtin } from "../../python/members";
import { List } from "../../python/containers";
import { text, unknown, type External, type Unknown, type Value } from "../../python/value";
import type { Site } from "../../python/machine";
import type { ValueRange } from "./array";
import type { KnownShape } from "./tensor";

/** Steps of a pipeline that leave each sample as it is. */
const keeping = new Set(["cache", "prefetch", "shuffle", "take", "skip", "repeat", "with_options", "ignore_errors"]);

export class DatasetValue implements External {
  readonly kind = "external";
  readonly what = "a data set";

  constructor(
    readonly origin: DataReference,
    /** The shape of one sample. */
    readonly sample: KnownShape | undefined,
    /** The smallest and the largest value of a sample. */
    readonly range?: ValueRange,
  ) {}

  attribute(name: string, site: Site): Value | undefined {
    if (keeping.has(name)) return builtin(name, () => this);
    if (name === "map" || name === "batch" || name === "unbatch")
      return builtin(name, (_, { span }) => unknown("what is done to this data is not followed", span));
    if (name === "class_names") {
      const list = new List([], site.span);
      list.unknown = unknown("the classes are the folders, which are not read here", site.span);
      return list;
    }
    if (name === "__class__") return text("Dataset");
    return undefined;
  }

  iterate(site: Site): Unknown {
    return unknown("the samples are known only at run time", site.span);
  }
}
