// Everything that can be done, by its name: the palette, the slash menu and the list of shortcuts.

import { complaints } from "../fixtures/axe.ts";
import { expect, test } from "../fixtures/test.ts";
import { Writer } from "../fixtures/writer.ts";

test("the palette finds a command by its name, shows its keys and does it to what is selected", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("word");
  await ada.press("Control+a");
  await ada.press("Alt+/");
  const field = ada.page.getByRole("combobox", { name: "Commands" });
  await expect(field).toBeFocused();
  await ada.page.keyboard.type("bol");
  const bold = ada.page.getByRole("option", { name: "Bold" });
  await expect(bold).toHaveAttribute("aria-selected", "true");
  await expect(bold).toContainText("Ctrl+B");
  await expect(field).toHaveAttribute("aria-activedescendant", (await bold.getAttribute("id")) ?? "");
  await ada.press("Enter");
  await ada.holds([{ insert: "word", attributes: { bold: true } }, { insert: "\n" }]);
  await expect(ada.body).toBeFocused();
  await expect(field).toBeHidden();
});

test("the palette opens empty every time, goes round by arrows and leaves the text alone by Escape", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("word");
  await ada.press("Control+Shift+p");
  await ada.page.keyboard.type("heading");
  const options = ada.page.getByRole("option");
  await expect(options.first()).toContainText("Heading 1");
  await ada.press("ArrowDown", 2);
  await expect(options.nth(2)).toHaveAttribute("aria-selected", "true");
  await ada.press("ArrowUp", 3);
  await expect(options.last()).toHaveAttribute("aria-selected", "true");
  await ada.press("Escape");
  await expect(ada.body).toBeFocused();
  await ada.press("Alt+/");
  await expect(ada.page.getByRole("combobox", { name: "Commands" })).toHaveValue("");
  await ada.page.keyboard.type("no such thing");
  await expect(ada.page.getByText("No command is called that.")).toBeVisible();
  await ada.press("Escape");
  await ada.page.keyboard.type("s");
  await ada.sees("words\n");
});

test("what does not apply is grey in the palette and is not done", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.press("Alt+/");
  await ada.page.keyboard.type("undo");
  await expect(ada.page.getByRole("option", { name: "Undo" })).toHaveAttribute("aria-disabled", "true");
  await ada.press("Enter");
  await expect(ada.page.getByRole("combobox", { name: "Commands" })).toBeFocused();
  await ada.press("Escape");
  await ada.write("word");
  await ada.press("Alt+/");
  await ada.page.keyboard.type("undo");
  await ada.press("Enter");
  await ada.sees("\n");
});

test("the palette does what the frame does: it opens the find bar", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.button("Commands").click();
  await ada.page.keyboard.type("replace");
  await ada.press("Enter");
  await expect(ada.page.getByLabel("Replace with")).toBeVisible();
});

test("a slash on an empty line offers what it can become, and Enter makes it that", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("one\n/");
  const list = ada.page.getByRole("listbox", { name: "Commands" });
  await expect(list).toBeVisible();
  await ada.page.keyboard.type("h2");
  await expect(ada.page.getByRole("option")).toHaveText([/Heading 2/]);
  await expect(ada.body).toHaveAttribute("aria-activedescendant", "slash-list-0");
  await ada.press("Enter");
  await expect(list).toBeHidden();
  await ada.page.keyboard.type("Plan");
  await ada.holds([{ insert: "one\nPlan" }, { insert: "\n", attributes: { header: 2 } }]);
  await ada.press("Control+z", 2);
  await ada.sees("one\n/h2\n");
});

test("a slash behind a space puts in a divider by the mouse, and Escape leaves the text as it is", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("one /div");
  await ada.press("Escape");
  await expect(ada.page.getByRole("listbox")).toBeHidden();
  await ada.page.keyboard.type("x");
  await ada.sees("one /divx\n");
  await ada.write(" /div");
  await ada.page.getByRole("option", { name: "Divider" }).click();
  await expect(ada.body.locator("[data-embed=divider]")).toBeVisible();
  await ada.sees("one /divx \n\ufffc\n\n");
});

test("a date, a path and a fraction are typed as ever", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.page.keyboard.type("on 24/12 in /home/ada / and/or");
  await ada.press("Enter");
  await ada.sees("on 24/12 in /home/ada / and/or\n\n");
  await ada.page.keyboard.type("/usr/bin");
  await ada.press("Enter");
  await ada.sees("on 24/12 in /home/ada / and/or\n/usr/bin\n\n");
});

test("what is typed faster than the slash menu is drawn is not taken for what the menu shows", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.page.keyboard.type("/");
  await expect(ada.page.getByRole("listbox", { name: "Commands" })).toBeVisible();
  const drawAgain = await ada.page.evaluateHandle(() => {
    const draw = window.requestAnimationFrame.bind(window);
    const waiting: FrameRequestCallback[] = [];
    window.requestAnimationFrame = (callback) => waiting.push(callback);
    return () => {
      window.requestAnimationFrame = draw;
      waiting.forEach(draw);
    };
  });
  await ada.page.keyboard.type("usr/bin");
  await ada.page.keyboard.press("Enter");
  await drawAgain.evaluate((draw) => draw());
  await ada.sees("/usr/bin\n\n");
});

test("the slash menu goes on while somebody writes above it", async ({ meet, server }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("one\n/quo");
  const list = ada.page.getByRole("listbox", { name: "Commands" });
  await expect(list).toBeVisible();
  const before = (await list.boundingBox())?.y ?? 0;
  const ben = await Writer.join(server.websocketUrl, ada.documentId);
  ben.body.insert(0, "zero\n".repeat(3));
  await expect(ada.body).toContainText("zero");
  await expect.poll(async () => (await list.boundingBox())?.y ?? 0).toBeGreaterThan(before + 40);
  await ada.press("Enter");
  await expect(ada.body.locator("blockquote")).toHaveText("");
  await ada.sees("zero\nzero\nzero\none\n\n");
  ben.leave();
});

test("Ctrl+/ lists the shortcuts, and finds one by its name or its keys", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.press("Control+/");
  const dialog = ada.page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expect(dialog.getByRole("heading", { name: "Moving" })).toBeAttached();
  await expect(dialog.getByText("Ctrl+Shift+7")).toBeAttached();
  await ada.page.keyboard.type("strike");
  await expect(dialog.getByRole("term")).toHaveText(["Strikethrough"]);
  await ada.page.getByLabel("Search shortcuts").fill("alt+f10");
  await expect(dialog.getByRole("term")).toHaveText(["Go to the toolbar"]);
  await ada.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(ada.body).toBeFocused();
});

test("on a Mac the shortcuts are those of its keyboard", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.page.addInitScript(() => {
    Object.defineProperty(navigator, "platform", { get: () => "MacIntel" });
  });
  await ada.startDocument();
  await ada.press("Meta+/");
  const dialog = ada.page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await ada.page.keyboard.type("redo");
  await expect(dialog.getByRole("definition")).toHaveText("⇧⌘Z⌘Y");
});

test("Ctrl+S answers where everything is, and does not open the browser's dialog", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("word");
  await ada.seesSaved();
  const isPrevented = ada.page.evaluate(
    () =>
      new Promise((answer) => {
        addEventListener("keydown", (event) => {
          if (event.key === "s") setTimeout(() => answer(event.defaultPrevented));
        });
      }),
  );
  await ada.press("Control+s");
  expect(await isPrevented).toBe(true);
  await expect(ada.page.getByText("Everything is saved, on the server and on this device.")).toBeVisible();
});

test("without a network Ctrl+S says that everything is on this device", async ({ meet, network }) => {
  const ada = await meet("Ada", network);
  await ada.startDocument();
  await ada.seesSaved();
  network.cut();
  await ada.write("word");
  await expect(ada.saveState).toContainText("kept here");
  await ada.press("Control+s");
  await expect(ada.page.getByText("It goes to the server when there is a network.")).toBeVisible();
});

test("the dialogs speak German and axe has nothing to say of them", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.page.addInitScript(() => localStorage.setItem("octavo.language", "de"));
  await ada.page.goto("/");
  await ada.button("Neues Dokument").click();
  const body = ada.page.getByRole("textbox", { name: "Dokument", exact: true });
  await expect(body).toHaveAttribute("contenteditable", "true");
  await body.focus();
  await ada.press("Control+Alt+1");
  await ada.page.keyboard.type("Titel\n");
  for (const colorScheme of ["light", "dark"] as const) {
    await ada.page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await body.focus();
    await ada.press("Alt+/");
    await ada.page.keyboard.type("überschrift 3");
    await expect(ada.page.getByRole("option", { name: "Überschrift 3" })).toBeVisible();
    expect(await complaints(ada.page)).toEqual([]);
    await ada.page.getByRole("combobox").fill("");
    await expect(ada.page.getByRole("option").nth(40)).toBeAttached();
    expect(await complaints(ada.page)).toEqual([]);
    await ada.press("Escape");
    await ada.press("Control+/");
    await expect(ada.page.getByRole("heading", { name: "Tastenkürzel" })).toBeVisible();
    expect(await complaints(ada.page)).toEqual([]);
    await ada.press("Escape");
    await ada.page.keyboard.type("/");
    await expect(ada.page.getByRole("listbox", { name: "Befehle" })).toBeVisible();
    expect(await complaints(ada.page)).toEqual([]);
    await ada.press("Escape");
    await ada.press("Backspace");
  }
});

test("on a phone the commands fit", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.page.setViewportSize({ width: 360, height: 740 });
  await ada.startDocument();
  await ada.button("Commands").click();
  const dialog = ada.page.getByRole("dialog", { name: "Commands" });
  const box = await dialog.boundingBox();
  expect(box?.width).toBeLessThanOrEqual(360);
  await ada.page.keyboard.type("checklist");
  await ada.page.getByRole("option", { name: "Checklist" }).click();
  await expect(ada.body.getByRole("checkbox")).toBeVisible();
  await ada.page.keyboard.type("/");
  const list = ada.page.getByRole("listbox", { name: "Commands" });
  await expect(list).toBeInViewport({ ratio: 1 });
});

test("focus mode hides everything but the text, and Escape or its button leads back", async ({ meet }) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.chooseStyle("Heading 1");
  await ada.write("word");
  const toolbar = ada.page.getByRole("toolbar", { name: "Formatting" });
  await ada.press("Control+Shift+f");
  await expect(toolbar).toBeHidden();
  await expect(ada.title).toBeHidden();
  await expect(ada.body).toBeFocused();
  await ada.page.keyboard.type("s");
  expect(await complaints(ada.page)).toEqual([]);
  await ada.press("Escape");
  await expect(toolbar).toBeVisible();
  await ada.press("Control+Shift+f");
  await ada.button("Leave focus mode").click();
  await expect(toolbar).toBeVisible();
  await expect(ada.body).toBeFocused();
  await ada.sees("words\n");
});
