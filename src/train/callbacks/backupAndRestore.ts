import { anything, bool } from "../../layers/param";
import { defineCallback } from "./callback";
import { counted, frequency, type Counting } from "./frequency";

const initial: Counting = { steps: 0 };

export const backupAndRestore = defineCallback({
  name: "BackupAndRestore",
  docs: "Keeps the state of the training, so that it can go on after it was interrupted.",
  params: {
    backup_dir: anything("Folder of the state."),
    save_freq: frequency,
    double_checkpoint: bool("Keep the state before, too.", false),
    delete_checkpoint: bool("Remove the state at the end.", true),
  },
  initial,
  remark: () => "the run's own folder keeps its state after each epoch and each minute, and Resume goes on from there",
  stepEnd(state, _, { save_freq }) {
    const { isDue, steps } = counted(state.steps, save_freq);
    return { state: { steps }, actions: isDue ? [{ kind: "checkpoint" }] : [] };
  },
});
