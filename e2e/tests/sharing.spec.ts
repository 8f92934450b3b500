// What a document's link allows is its owner's to say, and holds at once for those who are in it.

import { expect, test } from "../fixtures/test.ts";

test("the owner lets others only look, shuts them out, and lets them write again, and each sees it at once", async ({ meet }, testInfo) => {
  const ada = await meet("Ada");
  await ada.startDocument();
  await ada.write("Ada’s words.");
  await ada.seesSaved();
  const ben = await meet("Ben");
  await ben.open(ada.page.url());
  await ben.write(" And Ben’s.");
  await ada.sees("Ada’s words. And Ben’s.\n");

  await ben.button("Share").click();
  const bens = ben.page.getByRole("dialog");
  await expect(bens.getByText("Anyone with the link can edit this document.")).toBeVisible();
  await expect(bens.getByRole("combobox")).toBeHidden();
  await ben.page.keyboard.press("Escape");

  await ada.button("Share").click();
  const dialog = ada.page.getByRole("dialog");
  const allows = dialog.getByRole("combobox", { name: "Who has the link" });
  await expect(allows).toHaveValue("edit");
  await testInfo.attach("share", { body: await ada.page.screenshot(), contentType: "image/png" });
  await allows.selectOption("Can view");
  await expect(ben.page.getByText("View only", { exact: true })).toBeVisible();
  await expect(ben.body).toHaveAttribute("contenteditable", "false");
  await ben.sees("Ada’s words. And Ben’s.\n");

  await expect(dialog.getByRole("textbox")).toHaveCount(1);

  await allows.selectOption("Can edit");
  await expect(dialog.getByRole("textbox")).toHaveCount(2);
  await expect(ben.page.getByText("View only", { exact: true })).toBeHidden();
  await ben.write(" Again.");
  await ada.sees("Ada’s words. And Ben’s. Again.\n");

  await allows.selectOption("Has no access");
  await expect(dialog.getByText("The link is switched off: only people whom it is shared with can open this document.")).toBeVisible();
  await expect(ben.page.getByRole("alert").filter({ hasText: "You may no longer open this document." })).toBeVisible();
  await ada.page.keyboard.press("Escape");
  await ada.goTo("end");
  await ada.write(" Alone.");
  await ada.seesSaved();
  const carl = await meet("Carl");
  await carl.page.goto(new URL(ada.page.url()).pathname);
  await expect(carl.page.getByText("You may no longer open this document.")).toBeVisible();
  await expect(carl.page.getByText("Ada’s words")).toBeHidden();
});
