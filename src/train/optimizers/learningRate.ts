/** The learning rate of an optimizer: a number, or a schedule. */
import { Misfit, type Param, type Params } from "../../layers/param";
import { isKerasObject } from "../../model/literal";
import { scheduleByName, schedules } from "../schedules";

/** The learning rate after so many steps, counted from 0. */
export type LearningRate = number | ((step: number) => number);

export const rateAt = (rate: LearningRate, step: number): number => (typeof rate === "number" ? rate : rate(step));

export const learningRate = (preset: number): Param<LearningRate> => ({
  docs: "Size of a step: a number, or a schedule.",
  kind: "float or schedule",
  default: preset,
  shapes: false,
  parse(value) {
    if (typeof value === "number" && value >= 0) return value;
    const names = schedules.map(({ name }) => name).join(", ");
    const misfit = new Misfit(`a number of at least 0, or one of ${names}`);
    if (!isKerasObject(value)) return misfit;
    const schedule = scheduleByName.get(value.class_name);
    if (!schedule) return misfit;
    const config: Record<string, unknown> = {};
    for (const [name, param] of Object.entries(schedule.params as Params)) {
      const given = value.config[name] ?? param.default;
      const parsed: unknown = given === undefined ? new Misfit(name) : param.parse(given);
      if (parsed instanceof Misfit) return new Misfit(`a ${schedule.name} with a known ${name}`);
      config[name] = parsed;
    }
    return (step) => schedule.at(step, config);
  },
});
