import { beforeEach, expect, it, vi } from "vitest";
import { openStore, type Store } from "../../shared/storage";
import { SignInError, type Tokens } from "./cognito";
import { Session } from "./session";

const tokens = (expires: number, id = "id"): Tokens => ({
  id,
  access: "access",
  refresh: "refresh",
  expires,
});

let store: Store;
const refresh = vi.fn<(old: Tokens) => Promise<Tokens>>();
const signOut = vi.fn<(old: Tokens) => Promise<void>>();
const session = () => new Session({ refresh, signOut }, store, () => 1_000_000);

beforeEach(() => {
  sessionStorage.clear();
  refresh.mockReset();
  signOut.mockReset().mockResolvedValue();
  store = openStore(() => sessionStorage);
});

it("is there again after a reload", async () => {
  session().open(tokens(9_000_000));
  const again = session();
  expect(again.signedIn.value).toBe(true);
  expect(await again.token()).toBe("id");
});

it("renews the token once for all who ask before it ends", async () => {
  refresh.mockResolvedValue(tokens(9_000_000, "new"));
  const old = session();
  old.open(tokens(1_060_000));
  expect(await Promise.all([old.token(), old.token()])).toEqual(["new", "new"]);
  expect(refresh).toHaveBeenCalledTimes(1);
});

it("ends when Cognito refuses to renew", async () => {
  refresh.mockRejectedValue(new SignInError("wrong"));
  const old = session();
  old.open(tokens(0));
  await expect(old.token()).rejects.toThrow();
  expect([old.signedIn.value, old.ended.value]).toEqual([false, true]);
  expect(sessionStorage.length).toBe(0);
});

it("lives on when Cognito cannot be reached", async () => {
  refresh.mockRejectedValue(new SignInError("unreachable"));
  const old = session();
  old.open(tokens(0));
  await expect(old.token()).rejects.toThrow();
  expect(old.signedIn.value).toBe(true);
});

it("clears the tab at sign-out even if Cognito does not hear of it", async () => {
  signOut.mockRejectedValue(new SignInError("unreachable"));
  const old = session();
  old.open(tokens(9_000_000));
  await old.close();
  expect(sessionStorage.length).toBe(0);
  expect([old.signedIn.value, old.ended.value]).toEqual([false, false]);
});

it("does not come back by an answer that was on its way at sign-out", async () => {
  let answer = (_: Tokens) => {};
  refresh.mockReturnValue(new Promise((done) => (answer = done)));
  const old = session();
  old.open(tokens(0));
  const asked = old.token();
  await old.close();
  answer(tokens(9_000_000));
  await expect(asked).rejects.toThrow();
  expect(old.signedIn.value).toBe(false);
});

it("takes broken or foreign storage for nobody", () => {
  sessionStorage.setItem("parley.session", '{"id": 1}');
  expect(session().signedIn.value).toBe(false);
});

it("says why it ended, and by which address the agent came", () => {
  const claims = btoa(JSON.stringify({ email: "ada@parley.test" }));
  const one = session();
  one.open(tokens(9_000_000, `head.${claims}.sign`));
  expect(one.email()).toBe("ada@parley.test");
  one.expire("password_old");
  expect([one.signedIn.value, one.ended.value, one.why.value]).toEqual([
    false,
    true,
    "password_old",
  ]);
  expect(one.email()).toBe("");
});
