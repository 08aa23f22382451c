// SPDX-License-Identifier: Apache-2.0
// The page where it has no numbers: while they are fetched, and for a region that does not exist.
import { useScreen } from "../screen";
import { Link } from "./link";

// Keeps the place of the number, so that nothing jumps when it comes.
export function Loading() {
  const { live, route, texts, nation, travel, isPast } = useScreen();
  const code = () => route().region ?? "ID";
  const name = () => (code() === "ID" ? texts().nation : (nation()?.names.get(code()) ?? code()));
  const sentence = () => {
    const { phase, attempt } = live();
    const past = travel();
    if (isPast() && past.kind === "failed") {
      return past.reason === "absent" ? texts().room.pastAbsent : texts().room.pastUnreachable;
    }
    if (isPast()) return texts().room.pastLoading;
    if (phase.kind === "stopped") return texts().connection.stopped[phase.reason];
    return attempt >= 2 ? texts().connection.noAnswer : texts().loading(name());
  };
  return (
    <div class="front">
      <section class="headline loading">
        <nav class="breadcrumb">
          <h1>{name()}</h1>
        </nav>
        <p class="total" aria-hidden="true">
          –
        </p>
        <p class="against">{sentence()}</p>
      </section>
    </div>
  );
}

export function UnknownRegion() {
  const { route, texts } = useScreen();
  const code = () => route().region ?? decodeURIComponent(location.pathname.slice(1));
  return (
    <section class="lost">
      <h1>{texts().unknownRegion.title}</h1>
      <p>{texts().unknownRegion.sentence(code())}</p>
      <p>
        <Link to={{ region: "ID" }}>{texts().toNation}</Link>
      </p>
    </section>
  );
}
