/** The graph's panel: asks the host for the picture and shows it, or says why there is none. Read this first. */
import { client } from "../../src/protocol/channel";
import { checkedAnswers } from "../../src/protocol/check";
import { graphTexts, type GraphTexts } from "../../src/protocol/graphTexts";
import {
  graphViewChecks,
  type GraphView,
  type GraphViewCalls,
  type GraphViewEvents,
} from "../../src/protocol/graphView";
import { connect } from "../base/host";
import { knownLocale } from "../base/locale";
import { Descriptions } from "./describe";
import { emptyPage, failedPage, unreadPage } from "./pages";
import { GraphPanel } from "./panel";
import { graphState } from "./state";

const host = connect();
const channel = client<GraphViewCalls, GraphViewEvents>(checkedAnswers(host.port, graphViewChecks));

/** What only informs the host needs no answer; if it fails the host has said so. */
const tell = (call: Promise<unknown>): void => void call.catch(() => undefined);

async function start(): Promise<void> {
  const { locale, texts: translated, view, selected } = await channel.call("open");
  const texts: GraphTexts = { ...graphTexts, ...translated };
  const panel = new GraphPanel(
    new Descriptions(texts, knownLocale(locale)),
    {
      reveal: (node) => tell(channel.call("reveal", node)),
      apply: (fix) =>
        channel.call("apply", fix).then(
          ({ refused }) => refused,
          (error: unknown) => (error instanceof Error ? error.message : String(error)),
        ),
      prove: (note) => tell(channel.call("prove", note)),
      compare: () => tell(channel.call("compare")),
      showModel: (index) => tell(channel.call("showModel", index)),
      keep: (state) => host.keep(state),
    },
    host.restore(graphState),
  );

  let shown: Node = document.createComment("");
  document.body.append(shown);
  const put = (node: HTMLElement): void => {
    if (shown === node) return;
    (shown as ChildNode).replaceWith(node);
    shown = node;
  };
  const openExample = (): void => tell(channel.call("openExample"));
  const show = (now: GraphView): void => {
    if (now.kind === "empty") put(emptyPage(now, texts, openExample));
    else if (now.kind === "unread") put(unreadPage(now, texts, (reason) => tell(channel.call("revealReason", reason))));
    else if (now.picture.nodes.length === 0)
      put(emptyPage({ kind: "empty", file: now.picture.file }, texts, openExample));
    else {
      put(panel.element);
      panel.show(now.picture);
    }
  };
  show(view);
  if (view.kind === "graph" && selected !== undefined) panel.selectNode(selected);
  channel.on("view", show);
  channel.on("selected", ({ node }) => {
    if (shown === panel.element) panel.selectNode(node ?? undefined);
  });
}

start().catch((error: unknown) => {
  document.body.append(failedPage(error instanceof Error ? error.message : String(error), graphTexts));
});
