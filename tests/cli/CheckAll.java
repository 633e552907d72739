/** EPUBCheck over many files in one process: starting it takes longer than checking. */
public class CheckAll {
    public static void main(String[] files) {
        int worst = 0;
        for (String file : files) {
            String[] args = {"-u", "--json", file + ".json", file};
            worst = Math.max(worst, new com.adobe.epubcheck.tool.EpubChecker().run(args));
        }
        System.exit(worst);
    }
}
