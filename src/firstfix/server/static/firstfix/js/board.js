/** @file The board: blocks and cards are moved by pointer and by keys; a drop gives the command and shows its answer. */
import { followKeys } from "./board/keys.js";
import { followPointer } from "./board/pointer.js";
import { followBlocks } from "./board/tip.js";
import { showMorning } from "./board/grid.js";

followPointer();
followKeys();
followBlocks();
showMorning();
document.addEventListener("htmx:load", () => showMorning());
