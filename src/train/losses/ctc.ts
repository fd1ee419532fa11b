import { activations } from "../../layers/activations";
import { ctc as classification } from "../../ops/ctc";
import { sizeOf } from "../../ops/op";
import { reshape } from "../../ops/reshape";
import { defineLoss } from "./loss";

export const ctc = defineLoss({
  name: "CTC",
  functions: ["ctc"],
  docs: "For sequences of labels whose places are not known, with logits for each frame (Graves et al. 2006). Class 0 is the blank.",
  params: {},
  targets: "sequence",
  lower(target, { value }) {
    const [batch, classes] = [target.shape[0]!, value.shape[1]!];
    const logs = activations.get("log_softmax")!.lower(value, {});
    return classification(reshape(logs, [batch, sizeOf(value.shape) / batch / classes, classes]), target);
  },
});
