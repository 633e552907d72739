import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;

/**
 * EPUBCheck over many files in one process: starting it takes longer than checking. Without arguments it takes the names of
 * files from its input, one a line, and answers each with a line when the report is written.
 */
public class CheckAll {
    public static void main(String[] files) throws IOException {
        int worst = 0;
        for (String file : files) {
            worst = Math.max(worst, check(file));
        }
        if (files.length == 0) {
            PrintStream answers = System.out;
            System.setOut(new PrintStream(OutputStream.nullOutputStream()));
            BufferedReader names = new BufferedReader(new InputStreamReader(System.in));
            for (String file = names.readLine(); file != null; file = names.readLine()) {
                answers.println(check(file));
                answers.flush();
            }
        }
        System.exit(worst);
    }

    private static int check(String file) {
        String[] args = {"-u", "--json", file + ".json", file};
        return new com.adobe.epubcheck.tool.EpubChecker().run(args);
    }
}
