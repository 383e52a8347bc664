import { serve } from "laniakea-plugin-sdk";
import plugin from "./plugin.js";

void serve(plugin);
